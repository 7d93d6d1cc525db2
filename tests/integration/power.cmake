touchpoint_test(power_cut_test LABEL integration
  SOURCES power_cut_test.cpp
  LINKS touchpoint::power_rig)
