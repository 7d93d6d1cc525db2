touchpoint_test(config_test LABEL unit SOURCES config_test.cpp agent_config_test.cpp
  LINKS touchpoint::config)
touchpoint_test(ctl_words_test LABEL unit SOURCES ctl_test.cpp LINKS touchpoint::ctl)
