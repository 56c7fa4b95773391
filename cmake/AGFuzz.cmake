# ag_add_fuzzer(NAME SOURCE... [SEEDS FOLDER...]): adds a libFuzzer target bin/NAME. Its sources include those of the
# tested library, so that they are instrumented; the rest comes from LLVM. Seeds are in Seeds/NAME beside the caller's
# CMakeLists.txt, and in the folders.
#
# ctest runs each target for a few seconds, and collects its corpus in the build tree; docs/Debugging.md has longer
# runs.
set(AG_FUZZ_SECONDS 5 CACHE STRING "How long ctest runs each fuzz target")

function(ag_add_fuzzer name)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(STATUS "${name} is not built: libFuzzer comes with clang, this is ${CMAKE_CXX_COMPILER_ID}")
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" SEEDS)
  set(sanitizers -fsanitize=fuzzer,address,undefined)
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_compile_options(${name} PRIVATE -g -O1 -fno-omit-frame-pointer -fno-sanitize-recover=all ${sanitizers})
  target_link_options(${name} PRIVATE ${sanitizers})
  target_link_libraries(${name} PRIVATE ag_options LLVM)

  set(corpus ${CMAKE_CURRENT_BINARY_DIR}/Corpus/${name})
  file(MAKE_DIRECTORY ${corpus})
  ag_add_test(Fuzz.${name} full
    COMMAND ${name} -max_total_time=${AG_FUZZ_SECONDS} -timeout=5 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0
      -artifact_prefix=${corpus}- ${corpus} ${CMAKE_CURRENT_SOURCE_DIR}/Seeds/${name} ${arg_SEEDS})
endfunction()
