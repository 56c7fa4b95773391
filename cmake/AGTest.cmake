# How tests are declared to ctest. What a test prints is shown where it fails only.
set(AG_PYTHON ${PROJECT_SOURCE_DIR}/.venv/bin/python3 CACHE FILEPATH "The Python that tests run in")

# ag_add_lit_tests(FOLDER): the lit tests of test/FOLDER as one test "lit.FOLDER". lit runs them on
# all cores, so ctest runs nothing beside it.
function(ag_add_lit_tests folder)
  add_test(NAME lit.${folder}
    COMMAND ${LLVM_EXTERNAL_LIT} -q --param build_dir=${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR}/test/${folder})
  set_tests_properties(lit.${folder} PROPERTIES RUN_SERIAL ON TIMEOUT 1200)
endfunction()

# ag_add_doc_test(NAME PAGE): the commands and excerpts of PAGE still hold, as the test "Docs.NAME". The page sees this
# build as build/, installed packages included, which needs compilers that don't sanitize.
function(ag_add_doc_test name page)
  if(NOT AG_SANITIZE)
    add_test(NAME Docs.${name}
      COMMAND ${AG_PYTHON} ${PROJECT_SOURCE_DIR}/test/Meta/run_doc.py ${PROJECT_SOURCE_DIR}/${page} ${PROJECT_BINARY_DIR})
  endif()
endfunction()
