# touchpoint_flags is linked PRIVATE by every target of ours, so that nothing leaks to a user of one.
# Each flag has a reason; a flag without one goes.
add_library(touchpoint_flags INTERFACE)
add_library(touchpoint::flags ALIAS touchpoint_flags)

set(CMAKE_CXX_STANDARD 23)  # for std::move_only_function; nothing newer than GCC 12 and clang 14 know
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

target_compile_options(touchpoint_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra
  -Wpedantic                 # only what every compiler understands
  -Wshadow                   # a shadowed name once hid a result that was never looked at
  -Wnon-virtual-dtor         # ports are deleted through their interface
  -Woverloaded-virtual       # a port's function that is hidden is never called
  -Wold-style-cast           # C casts hide what they do
  -Wcast-align               # armhf traps where amd64 forgives
  -Wformat=2 -Wnull-dereference -Wimplicit-fallthrough
  -Wunused -Wmissing-declarations>
  $<$<BOOL:${TOUCHPOINT_WARNINGS_AS_ERRORS}>:-Werror>
  -fstack-protector-strong -fno-omit-frame-pointer)

# GCC 12 sees null dereferences, overlaps and overreads inside its own optimised std::string and
# std::function (its bugs 105651 and 105329); clang and the sanitizers watch ours.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(touchpoint_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-null-dereference -Wno-restrict -Wno-stringop-overflow
      -Wno-stringop-overread -Wno-array-bounds -Wduplicated-cond -Wlogical-op>)
endif()

# Debian's armhf has a time_t of 32 bits, which ends in 2038, unless it is asked for the other one. What
# is ours passes no time_t to a library; core/clock.cpp insists on the width.
if(CMAKE_SIZEOF_VOID_P EQUAL 4)
  add_compile_definitions(_FILE_OFFSET_BITS=64 _TIME_BITS=64)
  add_compile_options(-Wno-psabi)  # notes on how GCC 6 passed arguments; nothing of it is linked
endif()

if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64")
  target_compile_options(touchpoint_flags INTERFACE -fcf-protection=full)  # CET
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  target_compile_options(touchpoint_flags INTERFACE -mbranch-protection=standard)  # BTI, PAC
endif()

if(TOUCHPOINT_SANITIZE)
  add_compile_options(-fsanitize=${TOUCHPOINT_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TOUCHPOINT_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(-Wno-maybe-uninitialized)  # GCC sees ghosts in its own instrumented <regex>
  endif()
  if(TOUCHPOINT_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(-Wno-tsan)  # Asio uses fences that GCC's TSan cannot follow
  endif()
  if(TOUCHPOINT_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)  # the fuzzer sees which branches an input takes
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL Release)
  target_compile_options(touchpoint_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  # A program that waits all day should be small in memory: what is never called stays out.
  add_compile_options(-ffunction-sections -fdata-sections)
  add_link_options(-Wl,--gc-sections)
endif()
add_link_options(-Wl,-z,relro,-z,now)
