touchpoint_test(config_test LABEL unit SOURCES config_test.cpp agent_config_test.cpp
  LINKS touchpoint::config)
