touchpoint_test(sync_mqtt_test LABEL integration
  SOURCES sync_mqtt_test.cpp
  LINKS touchpoint::mqtt touchpoint::https touchpoint::sync_support)
touchpoint_test(sync_link_test LABEL integration
  SOURCES sync_link_test.cpp sync_renewing_test.cpp
  LINKS touchpoint::hub_link touchpoint::enrolment touchpoint::tiny_hub)
