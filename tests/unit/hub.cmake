touchpoint_test(hub_store_test LABEL unit
  SOURCES hub_ingest_test.cpp hub_feed_test.cpp hub_access_test.cpp hub_profiles_test.cpp
    hub_configuration_test.cpp hub_identity_graph_test.cpp hub_lookups_test.cpp hub_people_order_test.cpp hub_people_test.cpp
    hub_claims_test.cpp hub_handovers_test.cpp hub_proof_test.cpp hub_runs_test.cpp hub_schema_test.cpp hub_tasks_test.cpp hub_voices_test.cpp
  LINKS touchpoint::hub_parts)
touchpoint_test(hub_reading_test LABEL unit
  SOURCES hub_source_calls_test.cpp hub_device_facts_test.cpp hub_findings_test.cpp
  LINKS touchpoint::hub_parts)
touchpoint_test(hub_import_test LABEL unit
  SOURCES hub_import_test.cpp hub_config_test.cpp
  LINKS touchpoint::hub_parts)
