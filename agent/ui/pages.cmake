# Builds the pages from SOURCE into OUTPUT, or says what is missing to do so.
if(NOT NPM OR NOT EXISTS ${SOURCE}/node_modules/vite)
  message(FATAL_ERROR
    "The pages need npm and its packages, which are not here.\nRun cross/scripts/deps.sh, then build again.")
endif()
execute_process(
  COMMAND ${CMAKE_COMMAND} -E env TOUCHPOINT_UI_DIST=${OUTPUT} ${NPM} run build --silent
  WORKING_DIRECTORY ${SOURCE}
  OUTPUT_VARIABLE said
  ERROR_VARIABLE said
  RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "The pages do not build:\n${said}")
endif()
string(REGEX MATCHALL "(counter|kiosk): [^\n]+" totals "${said}")
foreach(total IN LISTS totals)
  message(STATUS "${total}")
endforeach()
