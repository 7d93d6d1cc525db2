touchpoint_test(ui_test LABEL unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/ui_test.cpp
  LINKS touchpoint::ui ZLIB::ZLIB)
