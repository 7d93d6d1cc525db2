# touchpoint_module(<name> SOURCES … [LINKS …])  a static library touchpoint_<name>, alias
# touchpoint::<name>, that sees the include roots agent/ and the project's top ("sync/…").
function(touchpoint_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE" ${ARGN})
  add_library(touchpoint_${name} STATIC ${arg_SOURCES})
  add_library(touchpoint::${name} ALIAS touchpoint_${name})
  target_include_directories(touchpoint_${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/agent)
  target_link_libraries(touchpoint_${name} PUBLIC ${arg_LINKS} PRIVATE touchpoint::flags ${arg_PRIVATE})
  # What nearly every file of ours includes is read once, with core.
  if(name STREQUAL "core")
    target_precompile_headers(touchpoint_core PRIVATE
      <chrono> <filesystem> <functional> <map> <memory> <optional> <span> <string> <string_view> <vector>
      ${PROJECT_SOURCE_DIR}/agent/core/result.hpp)
  else()
    target_precompile_headers(touchpoint_${name} REUSE_FROM touchpoint_core)
  endif()
endfunction()

# touchpoint_program(<name> SOURCES … [LINKS …])  an executable of ours.
function(touchpoint_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/agent
    ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE touchpoint::flags ${arg_LINKS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# touchpoint_one_of(<all> <name>)  the target <all>, such as touchpoint_unit_tests, builds <name>, too.
function(touchpoint_one_of all name)
  if(NOT TARGET ${all})
    add_custom_target(${all})
  endif()
  add_dependencies(${all} ${name})
endfunction()

# touchpoint_test(<name> LABEL unit|integration SOURCES … [LINKS …])  a GoogleTest program whose
# cases CTest runs one by one under the label that `tests/run.sh --only` names.
include(GoogleTest)
function(touchpoint_test name)
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;LINKS" ${ARGN})
  touchpoint_program(${name} SOURCES ${arg_SOURCES} LINKS ${arg_LINKS} GTest::gtest_main GTest::gmock)
  target_precompile_headers(${name} REUSE_FROM touchpoint_test_headers)
  touchpoint_one_of(touchpoint_${arg_LABEL}_tests ${name})
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${arg_LABEL}" TIMEOUT 120)
endfunction()
