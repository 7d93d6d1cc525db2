touchpoint_test(board_test LABEL unit SOURCES board_test.cpp time_zone_test.cpp LINKS touchpoint::board touchpoint::codec)
touchpoint_test(store_board_test LABEL unit
  SOURCES store_board_test.cpp ${PROJECT_SOURCE_DIR}/agent/opinions.cpp ${PROJECT_SOURCE_DIR}/agent/store_board.cpp
    ${PROJECT_SOURCE_DIR}/agent/task_list.cpp
  LINKS touchpoint::board touchpoint::codec touchpoint::feedback touchpoint::journal touchpoint::journey touchpoint::logging touchpoint::profiles)
touchpoint_test(staff_voices_test LABEL unit
  SOURCES staff_voices_test.cpp ${PROJECT_SOURCE_DIR}/agent/staff_voices.cpp ${PROJECT_SOURCE_DIR}/agent/voice_box.cpp
  LINKS touchpoint::crypto touchpoint::journal touchpoint::logging touchpoint::loop touchpoint::sqlite Boost::json)
