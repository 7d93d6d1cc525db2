touchpoint_test(config_test LABEL unit SOURCES config_test.cpp agent_config_test.cpp central_config_test.cpp pattern_overlap_test.cpp
  LINKS touchpoint::config)
touchpoint_test(ctl_words_test LABEL unit SOURCES ctl_test.cpp ctl_doctor_test.cpp ctl_why_test.cpp LINKS touchpoint::ctl)
touchpoint_test(backup_test LABEL unit SOURCES backup_test.cpp LINKS touchpoint::backup)
touchpoint_test(core_test LABEL unit SOURCES core_test.cpp core_redaction_test.cpp files_test.cpp
  LINKS touchpoint::core)
touchpoint_test(loop_test LABEL unit SOURCES loop_test.cpp program_pages_test.cpp supervisor_test.cpp
  LINKS touchpoint::loop)
touchpoint_test(crypto_test LABEL unit SOURCES crypto_test.cpp LINKS touchpoint::crypto)
touchpoint_test(logging_test LABEL unit SOURCES logging_test.cpp LINKS touchpoint::logging)
target_compile_definitions(logging_test PRIVATE TOUCHPOINT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
