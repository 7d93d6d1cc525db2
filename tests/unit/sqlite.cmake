touchpoint_test(sqlite_test LABEL unit SOURCES sqlite_test.cpp LINKS touchpoint::sqlite)
touchpoint_test(power_cut_vfs_test LABEL unit
  SOURCES power_cut_vfs_test.cpp
  LINKS touchpoint::sqlite touchpoint::power_cut_vfs SQLite::SQLite3)
