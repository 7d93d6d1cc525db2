# A real broker, a CA of the test's own, and a loop that runs until something has happened.
touchpoint_module(sync_support
  SOURCES broker.cpp pki.cpp run_until.cpp
  LINKS touchpoint::core touchpoint::loop touchpoint::enrol GTest::gtest
  PRIVATE touchpoint_asio)
target_include_directories(touchpoint_sync_support PUBLIC ${PROJECT_SOURCE_DIR}/tests)

touchpoint_module(tiny_hub
  SOURCES tiny_hub.cpp
  LINKS touchpoint::sync_support touchpoint::codec touchpoint::mqtt touchpoint::web_http)
