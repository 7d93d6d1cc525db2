# Every library that is not ours, found once and under one name. Why each one: README.md, Licences,
# and agent/decisions/.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL 3.0 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(mosquitto REQUIRED IMPORTED_TARGET libmosquitto>=2.0.11)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd>=1.5)
pkg_check_modules(systemd REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus>=3.3)
pkg_check_modules(libqrencode REQUIRED IMPORTED_TARGET libqrencode>=4)  # the hub only
pkg_check_modules(expat REQUIRED IMPORTED_TARGET expat>=2.5)  # devices only
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)  # its .pc of 2.8 says 2.6

# Asio and Beast are compiled once, in agent/loop/asio.cpp and agent/web/http/beast.cpp; everyone
# who includes their headers must say so the same way.
add_library(touchpoint_asio INTERFACE)
target_link_libraries(touchpoint_asio INTERFACE Boost::headers Threads::Threads OpenSSL::SSL)
target_compile_definitions(touchpoint_asio INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_CONCEPTS)
target_include_directories(touchpoint_asio SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
