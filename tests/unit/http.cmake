touchpoint_test(http_request_test LABEL unit
  SOURCES http_request_test.cpp LINKS touchpoint::web_http)
