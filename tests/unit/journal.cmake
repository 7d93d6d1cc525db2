touchpoint_test(journal_test LABEL unit
  SOURCES journal_body_test.cpp journal_file_test.cpp journal_test.cpp
  LINKS touchpoint::journal touchpoint::sqlite OpenSSL::Crypto)
