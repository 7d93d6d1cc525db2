touchpoint_program(bench_record SOURCES record.cpp LINKS touchpoint::journal touchpoint::sqlite)
touchpoint_program(bench_dictionary SOURCES dictionary.cpp LINKS touchpoint::journal PkgConfig::zstd)
touchpoint_program(bench_lookup SOURCES lookup.cpp LINKS touchpoint::profiles touchpoint::sqlite)
target_compile_definitions(bench_lookup PRIVATE
  TOUCHPOINT_BENCH_CACHE="${PROJECT_BINARY_DIR}/bench")
