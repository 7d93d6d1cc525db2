touchpoint_test(devices_sockets_test LABEL integration
  SOURCES devices_test.cpp LINKS touchpoint::devices touchpoint::web_http)
