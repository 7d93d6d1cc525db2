touchpoint_test(recognition_test LABEL unit
  SOURCES attributes_test.cpp email_test.cpp gs1_test.cpp likeness_test.cpp namespaces_test.cpp phone_test.cpp
    recognition_test.cpp
  LINKS touchpoint::recognition Boost::json)
target_compile_definitions(recognition_test PRIVATE TOUCHPOINT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
touchpoint_test(likeness_table_test LABEL unit
  SOURCES likeness_table_test.cpp
  LINKS touchpoint_bench_people)
touchpoint_test(feedback_test LABEL unit SOURCES fairness_test.cpp survey_test.cpp LINKS touchpoint::feedback)
touchpoint_test(notice_test LABEL unit SOURCES notice_test.cpp LINKS touchpoint::privacy)
touchpoint_test(journey_test LABEL unit SOURCES gaps_test.cpp guards_test.cpp journey_test.cpp tasks_test.cpp LINKS touchpoint::journey)
touchpoint_test(counter_test LABEL unit SOURCES counter_test.cpp counter_hub_test.cpp counter_question_test.cpp counter_visits_test.cpp visit_test.cpp LINKS touchpoint::counter)
touchpoint_test(effect_test LABEL unit SOURCES effect_test.cpp task_step_test.cpp LINKS touchpoint::codec)
