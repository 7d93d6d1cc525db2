touchpoint_test(board_test LABEL unit SOURCES board_test.cpp time_zone_test.cpp LINKS touchpoint::board touchpoint::codec)
