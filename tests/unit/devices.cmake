touchpoint_test(devices_test LABEL unit
  SOURCES devices_poslog_test.cpp devices_spool_test.cpp devices_till_test.cpp devices_feed_test.cpp
  LINKS touchpoint::devices touchpoint::sync_support)
