touchpoint_test(json_entrances_test LABEL unit
  SOURCES json_entrances_test.cpp
  LINKS touchpoint::hub_parts touchpoint::web Boost::json)
touchpoint_test(contract_test LABEL unit
  SOURCES contract_examples_test.cpp
  LINKS touchpoint::hub_parts Boost::json)
target_compile_definitions(contract_test PRIVATE
  TOUCHPOINT_CONTRACT="${PROJECT_SOURCE_DIR}/sync/contract")
