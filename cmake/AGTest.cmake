# Functions that declare tests to ctest. The output of a test is shown only if it fails.
set(AG_PYTHON ${PROJECT_SOURCE_DIR}/.venv/bin/python3 CACHE FILEPATH "The Python that tests run in")

# ag_add_test(NAME LABEL [COST n] COMMAND command...): adds a test of ctest; all tests use this function. LABEL says
# when the test runs:
#
#   fast   before each commit: units, lit, Meta and a tenth of the programs
#   full   in continuous integration, which also runs the fast tests
#   long   by hand
#
# ctest begins with the tests of the greatest COST. These are the fast tests, and then those that take longest, so that
# no long test is left at the end.
function(ag_add_test name label)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "COST" "COMMAND")
  if(NOT label MATCHES "^(fast|full|long)$" OR NOT ARG_COMMAND OR ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "ag_add_test(${ARGV}): expected NAME fast|full|long [COST n] COMMAND command...")
  endif()
  add_test(NAME ${name} COMMAND ${ARG_COMMAND})
  if(label STREQUAL fast)
    list(APPEND label full)
    math(EXPR ARG_COST "${ARG_COST} + 10000")
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${label}" COST 0${ARG_COST})
  if(label STREQUAL long)
    set_tests_properties(${name} PROPERTIES TIMEOUT 36000)
  endif()
endfunction()

# ag_add_lit_tests(FOLDER): adds the lit tests of test/FOLDER to the test of ag_add_lit_run().
function(ag_add_lit_tests folder)
  set_property(GLOBAL APPEND PROPERTY AG_LIT_FOLDERS ${folder})
endfunction()

# ag_add_lit_run(): adds one test for the lit tests of all folders, which has their names: lit.Dialect.Driver. lit uses all
# cores, so that ctest runs no other test at the same time. One run leaves a core idle once, at its end.
function(ag_add_lit_run)
  get_property(folders GLOBAL PROPERTY AG_LIT_FOLDERS)
  list(TRANSFORM folders REPLACE "/.*" "" OUTPUT_VARIABLE names)
  list(REMOVE_DUPLICATES names)
  list(SORT names)
  list(JOIN names "." name)
  list(TRANSFORM folders PREPEND ${PROJECT_SOURCE_DIR}/test/)
  ag_add_test(lit.${name} fast COST 100
    COMMAND ${LLVM_EXTERNAL_LIT} -q --param build_dir=${PROJECT_BINARY_DIR} ${folders})
  set_tests_properties(lit.${name} PROPERTIES RUN_SERIAL ON TIMEOUT 3600)
endfunction()

# ag_add_pytest(PREFIX): adds each test_FILE.py of this folder as the test "PREFIX.FILE", in the interpreter that the
# Python package is built for. Adds nothing without the package. Functions marked pytest.mark.long are the test
# "PREFIX.FILE-long" instead. The environment's AG_TOOLS is the folder of the tools. Tests can import modules of the
# examples, the op table, test/Meta, test/Benchmark and test/Integration. A test fails if objects of the extension module
# outlive it.
function(ag_add_pytest prefix)
  if(NOT TARGET ag_python)
    return()
  endif()
  get_target_property(interpreter ag_python AG_INTERPRETER)
  set(path ${PROJECT_BINARY_DIR}/python ${PROJECT_SOURCE_DIR}/test/OpTable ${PROJECT_SOURCE_DIR}/examples
      ${PROJECT_SOURCE_DIR}/test/Meta ${PROJECT_SOURCE_DIR}/test/Benchmark ${PROJECT_SOURCE_DIR}/test/Integration)
  foreach(folder classics digits finetune gpt2 minilm)
    list(APPEND path ${PROJECT_SOURCE_DIR}/examples/${folder})
  endforeach()
  list(JOIN path ":" path)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} test_*.py)
  set(environment "PYTHONPATH=${path};PYTHONDONTWRITEBYTECODE=1;AG_REPORT_LEAKS=1;AG_TOOLS=${PROJECT_BINARY_DIR}/bin")
  foreach(file ${files})
    string(REGEX REPLACE "test_(.*)\\.py" "${prefix}.\\1" name ${file})
    set(pytest ${interpreter} -m pytest -q -p no:cacheprovider ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    file(STRINGS ${file} marks REGEX "pytest\\.mark\\.long")
    if(marks)
      list(APPEND pytest -o "markers=long: by hand" -m)
      ag_add_test(${name}-long long COMMAND ${pytest} long)
      set_tests_properties(${name}-long PROPERTIES WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} ENVIRONMENT "${environment}"
        FAIL_REGULAR_EXPRESSION "nanobind: leaked")
      list(APPEND pytest "not long")
    endif()
    ag_add_test(${name} full COMMAND ${pytest})
    set_tests_properties(${name} PROPERTIES TIMEOUT 2400 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} ENVIRONMENT
      "${environment}" FAIL_REGULAR_EXPRESSION "nanobind: leaked")
  endforeach()
endfunction()

# ag_add_doc_test(NAME PAGE...): adds the test "Docs.NAME", which runs the commands of the pages and compares their
# excerpts. All pages run in one folder, NAME. There, build/ is this build, including its installed package; therefore
# there is no such test in a build with sanitizers.
function(ag_add_doc_test name)
  if(NOT AG_SANITIZE)
    list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/)
    ag_add_test(Docs.${name} full
      COMMAND ${AG_PYTHON} ${PROJECT_SOURCE_DIR}/test/Meta/run_doc.py ${PROJECT_BINARY_DIR}
        ${CMAKE_CURRENT_BINARY_DIR}/${name} ${ARGN})
  endif()
endfunction()

# ag_add_tests_target(): adds the target "tests", which builds all programs and plugins that the tests of this folder
# and of the folders below run.
function(ag_add_tests_target)
  set(folders ${CMAKE_CURRENT_SOURCE_DIR})
  set(programs)
  while(folders)
    list(POP_FRONT folders folder)
    get_property(below DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
    list(APPEND folders ${below})
    get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
    foreach(target ${targets})
      get_target_property(type ${target} TYPE)
      if(type MATCHES "^(EXECUTABLE|MODULE_LIBRARY)$")
        list(APPEND programs ${target})
      endif()
    endforeach()
  endwhile()
  add_custom_target(tests DEPENDS ${programs})
endfunction()
