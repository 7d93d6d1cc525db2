# Debian's own cross compilers and multi-arch libraries: cross/scripts/build.sh says which triplet.
#   cmake -DCMAKE_TOOLCHAIN_FILE=cross/toolchains/debian.cmake -DTOUCHPOINT_TRIPLET=aarch64-linux-gnu
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TOUCHPOINT_TRIPLET)
set(CMAKE_SYSTEM_NAME Linux)
string(REGEX REPLACE "-.*" "" CMAKE_SYSTEM_PROCESSOR ${TOUCHPOINT_TRIPLET})
set(CMAKE_LIBRARY_ARCHITECTURE ${TOUCHPOINT_TRIPLET})
set(CMAKE_C_COMPILER ${TOUCHPOINT_TRIPLET}-gcc)
set(CMAKE_CXX_COMPILER ${TOUCHPOINT_TRIPLET}-g++)
set(CMAKE_STRIP ${TOUCHPOINT_TRIPLET}-strip)
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/${TOUCHPOINT_TRIPLET}/pkgconfig:/usr/share/pkgconfig)
# What it builds is run by QEMU's user emulation, tests and all.
string(REPLACE "armv7l" "arm" qemu ${CMAKE_SYSTEM_PROCESSOR})
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/bin/qemu-${qemu}-static)
