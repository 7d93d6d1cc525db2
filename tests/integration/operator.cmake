touchpoint_test(control_test LABEL integration SOURCES control_test.cpp LINKS touchpoint::control)

touchpoint_test(ctl_test LABEL integration SOURCES ctl_test.cpp LINKS touchpoint::control)
target_compile_definitions(ctl_test PRIVATE TOUCHPOINTCTL="$<TARGET_FILE:touchpointctl>")
add_dependencies(ctl_test touchpointctl)
