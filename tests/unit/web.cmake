touchpoint_test(web_test LABEL unit
  SOURCES web_access_test.cpp web_badge_test.cpp web_customers_test.cpp web_encode_test.cpp web_interactions_test.cpp web_json_test.cpp
    web_operate_test.cpp web_pages_test.cpp web_people_test.cpp web_routes_test.cpp
    web_search_test.cpp web_session_test.cpp web_staff_test.cpp web_stream_test.cpp web_tablets_test.cpp web_voices_test.cpp web_support.cpp
  LINKS touchpoint::web touchpoint::web_http Boost::json)
