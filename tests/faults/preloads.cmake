# Libraries to be preloaded: programs die at a named call (kill_points.c says how), or live at another
# time (wrong_clock.c). In C, because they stand in the C library's place and may bring nothing of
# their own.
enable_language(C)
foreach(library kill_points wrong_clock)
  add_library(touchpoint_${library} SHARED ${library}.c)
  target_compile_options(touchpoint_${library} PRIVATE -std=gnu11 -Wall -Wextra
    $<$<BOOL:${TOUCHPOINT_WARNINGS_AS_ERRORS}>:-Werror>)
  target_link_libraries(touchpoint_${library} PRIVATE ${CMAKE_DL_LIBS})
  set_target_properties(touchpoint_${library} PROPERTIES
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endforeach()
