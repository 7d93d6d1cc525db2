touchpoint_test(journal_test LABEL unit
  SOURCES journal_body_test.cpp journal_file_test.cpp journal_salvage_test.cpp journal_test.cpp
    journal_trimming_test.cpp
  LINKS touchpoint::journal touchpoint::sqlite touchpoint::codec OpenSSL::Crypto)
