# touchpoint_embed(<target> SYMBOL <name> FILE <path>)  puts a file's bytes into a target. The
# assembler copies them (.incbin), so that no compiler has to read a megabyte of text. The bytes are
#   extern "C" const unsigned char <name>[];  extern "C" const unsigned long <name>_size;
function(touchpoint_embed target)
  cmake_parse_arguments(arg "" "SYMBOL;FILE" "" ${ARGN})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${arg_SYMBOL}.S)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
    .section .rodata
    .global @arg_SYMBOL@
    .global @arg_SYMBOL@_size
    .balign 16
@arg_SYMBOL@:
    .incbin "@arg_FILE@"
.L@arg_SYMBOL@_end:
    .balign 8
@arg_SYMBOL@_size:
    .quad .L@arg_SYMBOL@_end - @arg_SYMBOL@
    .section .note.GNU-stack,"",%progbits
]])
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${arg_FILE})
  target_sources(${target} PRIVATE ${source})
endfunction()
