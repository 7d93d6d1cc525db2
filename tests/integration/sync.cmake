touchpoint_test(sync_mqtt_test LABEL integration
  SOURCES sync_mqtt_test.cpp
  LINKS touchpoint::mqtt touchpoint::sync_support)
