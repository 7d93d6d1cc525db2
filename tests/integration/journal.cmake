touchpoint_test(journal_disk_test LABEL integration
  SOURCES journal_disk_test.cpp ../support/failing_disk.cpp
  LINKS touchpoint::journal touchpoint::sqlite)
