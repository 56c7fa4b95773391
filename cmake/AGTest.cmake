# How tests are declared to ctest. What a test prints is shown where it fails only.

# ag_add_lit_tests(FOLDER): the lit tests of test/FOLDER as one test "lit.FOLDER". lit runs them on
# all cores, so ctest runs nothing beside it.
function(ag_add_lit_tests folder)
  add_test(NAME lit.${folder}
    COMMAND ${LLVM_EXTERNAL_LIT} -q --param build_dir=${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR}/test/${folder})
  set_tests_properties(lit.${folder} PROPERTIES RUN_SERIAL ON TIMEOUT 1200)
endfunction()
