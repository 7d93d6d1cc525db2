touchpoint_test(sync_codec_test LABEL unit
  SOURCES sync_batch_test.cpp sync_event_json_test.cpp sync_profile_json_test.cpp
    sync_receipt_test.cpp sync_settings_test.cpp sync_device_json_test.cpp
  LINKS touchpoint::codec)
touchpoint_test(sync_certificates_test LABEL unit
  SOURCES sync_certificates_test.cpp
  LINKS touchpoint::enrol touchpoint::test_pki OpenSSL::Crypto)
touchpoint_test(tablet_authority_test LABEL unit
  SOURCES tablet_authority_test.cpp ${PROJECT_SOURCE_DIR}/agent/tablet_authority.cpp
  LINKS touchpoint::enrol touchpoint::crypto)
touchpoint_test(sync_renewal_test LABEL unit
  SOURCES sync_renewal_test.cpp
  LINKS touchpoint::enrolment touchpoint::test_pki OpenSSL::Crypto)
touchpoint_test(sync_outbox_test LABEL unit
  SOURCES sync_outbox_test.cpp sync_outbox_failures_test.cpp sync_outbox_receipts_test.cpp
    sync_outbox_runs_test.cpp
    sync_proof_test.cpp
  LINKS touchpoint::sync touchpoint::sync_support)
touchpoint_test(sync_inbox_test LABEL unit
  SOURCES sync_inbox_test.cpp sync_lookups_test.cpp sync_settings_inbox_test.cpp
  LINKS touchpoint::sync touchpoint::sync_support)
