touchpoint_test(journal_disk_test LABEL integration
  SOURCES journal_disk_test.cpp ../support/failing_disk.cpp
  LINKS touchpoint::journal touchpoint::sqlite)
touchpoint_test(journal_power_test LABEL integration
  SOURCES journal_power_test.cpp
  LINKS touchpoint::journal touchpoint::sqlite touchpoint::power_cut_vfs)
