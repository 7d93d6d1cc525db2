# A library to be preloaded: programs die at a named call (kill_points.c says how). In C, because it
# stands in the C library's place and may bring nothing of its own.
enable_language(C)
add_library(touchpoint_kill_points SHARED kill_points.c)
target_compile_options(touchpoint_kill_points PRIVATE -std=gnu11 -Wall -Wextra
  $<$<BOOL:${TOUCHPOINT_WARNINGS_AS_ERRORS}>:-Werror>)
target_link_libraries(touchpoint_kill_points PRIVATE ${CMAKE_DL_LIBS})
set_target_properties(touchpoint_kill_points PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
