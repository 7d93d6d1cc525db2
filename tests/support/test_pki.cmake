touchpoint_module(test_pki SOURCES test_pki.cpp PRIVATE OpenSSL::Crypto)
target_include_directories(touchpoint_test_pki PUBLIC ${PROJECT_SOURCE_DIR}/tests)
