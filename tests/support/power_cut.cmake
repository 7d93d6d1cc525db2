# A disk whose power can be cut, for whoever keeps a database.
touchpoint_module(power_cut_vfs
  SOURCES power_cut_disk.cpp power_cut_vfs.cpp
  LINKS touchpoint::core
  PRIVATE SQLite::SQLite3)
target_include_directories(touchpoint_power_cut_vfs PUBLIC ${PROJECT_SOURCE_DIR}/tests)
