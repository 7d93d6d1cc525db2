touchpoint_test(profiles_test LABEL unit
  SOURCES profiles_collections_test.cpp profiles_document_test.cpp profiles_file_test.cpp profiles_lease_test.cpp
    profiles_overlay_test.cpp profiles_people_test.cpp profiles_registered_test.cpp profiles_tasks_test.cpp profiles_test.cpp profiles_merged_test.cpp
  LINKS touchpoint::profiles touchpoint::sqlite)
