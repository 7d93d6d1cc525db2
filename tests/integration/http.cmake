touchpoint_module(http_fixture
  SOURCES http_fixture.cpp http_client.cpp
  LINKS touchpoint::web_http touchpoint::test_pki GTest::gtest
  PRIVATE OpenSSL::SSL)

foreach(area http_server http_bad_input http_stream http_tls)
  touchpoint_test(${area}_test LABEL integration
    SOURCES ${area}_test.cpp LINKS touchpoint::http_fixture)
endforeach()

touchpoint_test(https_client_test LABEL integration
  SOURCES https_client_test.cpp https_scripted_server.cpp
  LINKS touchpoint::https touchpoint::http_fixture OpenSSL::SSL)
