touchpoint_test(control_test LABEL integration SOURCES control_test.cpp LINKS touchpoint::control)
