touchpoint_test(hub_integration_test LABEL integration
  SOURCES hub_https_test.cpp hub_mqtt_test.cpp hub_sources_test.cpp hub_control_test.cpp
  LINKS touchpoint::hub_parts touchpoint::https)
target_include_directories(hub_integration_test PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit)
touchpoint_test(hub_console_test LABEL integration
  SOURCES hub_console_test.cpp
  LINKS touchpoint::hub_parts touchpoint::https touchpoint::http_fixture)
target_include_directories(hub_console_test PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit)
touchpoint_test(hub_phones_test LABEL integration
  SOURCES hub_phones_test.cpp
  LINKS touchpoint::hub_parts touchpoint::https touchpoint::http_fixture)
target_include_directories(hub_phones_test PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit)
touchpoint_test(hub_power_test LABEL integration
  SOURCES hub_power_test.cpp
  LINKS touchpoint::hub_parts touchpoint::power_cut_vfs)
