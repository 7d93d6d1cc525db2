touchpoint_test(formats_test LABEL unit
  SOURCES formats_test.cpp
  LINKS touchpoint::journal touchpoint::profiles touchpoint::hub_parts touchpoint::codec)
target_compile_definitions(formats_test PRIVATE
  TOUCHPOINT_FORMATS="${PROJECT_SOURCE_DIR}/tests/data/formats")
