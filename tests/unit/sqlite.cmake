touchpoint_test(sqlite_test LABEL unit SOURCES sqlite_test.cpp LINKS touchpoint::sqlite)
