# How tests are declared to ctest. What a test prints is shown where it fails only.
set(AG_PYTHON ${PROJECT_SOURCE_DIR}/.venv/bin/python3 CACHE FILEPATH "The Python that tests run in")

# ag_add_test(NAME LABEL [COST n] COMMAND command...): the one way to a test of ctest. LABEL says who waits for it:
#
#   fast   before each commit: units, lit, Meta and a tenth of the programs
#   full   what continuous integration runs, the fast ones too
#   long   by hand
#
# ctest begins with the tests of the greatest COST: the fast ones, then those that take longest, as they would be the last
# to end.
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

# ag_add_lit_tests(FOLDER): the lit tests of test/FOLDER as one test "lit.FOLDER". lit runs them on
# all cores, so ctest runs nothing beside it.
function(ag_add_lit_tests folder)
  ag_add_test(lit.${folder} fast COST 100
    COMMAND ${LLVM_EXTERNAL_LIT} -q --param build_dir=${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR}/test/${folder})
  set_tests_properties(lit.${folder} PROPERTIES RUN_SERIAL ON TIMEOUT 1200)
endfunction()

# ag_add_pytest(PREFIX): each test_FILE.py of this folder as the test "PREFIX.FILE", if there is the Python package, in
# the interpreter that it is built for. What pytest.mark.long marks is the test "PREFIX.FILE-long" instead. AG_TOOLS is
# the folder of the tools; what a test takes from the examples, the op table and the checks of test/Meta is found as well.
function(ag_add_pytest prefix)
  if(NOT TARGET ag_python)
    return()
  endif()
  get_target_property(interpreter ag_python AG_INTERPRETER)
  set(path ${PROJECT_BINARY_DIR}/python ${PROJECT_SOURCE_DIR}/test/OpTable ${PROJECT_SOURCE_DIR}/examples
      ${PROJECT_SOURCE_DIR}/test/Meta ${PROJECT_SOURCE_DIR}/test/Benchmark)
  foreach(folder classics digits finetune gpt2 minilm)
    list(APPEND path ${PROJECT_SOURCE_DIR}/examples/${folder})
  endforeach()
  list(JOIN path ":" path)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} test_*.py)
  set(environment "PYTHONPATH=${path};PYTHONDONTWRITEBYTECODE=1;AG_TOOLS=${PROJECT_BINARY_DIR}/bin")
  foreach(file ${files})
    string(REGEX REPLACE "test_(.*)\\.py" "${prefix}.\\1" name ${file})
    set(pytest ${interpreter} -m pytest -q -p no:cacheprovider ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    file(STRINGS ${file} marks REGEX "pytest\\.mark\\.long")
    if(marks)
      list(APPEND pytest -o "markers=long: by hand" -m)
      ag_add_test(${name}-long long COMMAND ${pytest} long)
      set_tests_properties(${name}-long PROPERTIES WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} ENVIRONMENT "${environment}")
      list(APPEND pytest "not long")
    endif()
    ag_add_test(${name} full COMMAND ${pytest})
    set_tests_properties(${name} PROPERTIES TIMEOUT 2400 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} ENVIRONMENT
      "${environment}")
  endforeach()
endfunction()

# ag_add_doc_test(NAME PAGE...): the commands and excerpts of the pages still hold, as the test "Docs.NAME". A page goes
# on in the folder of the one before; the folder's name is the test's. They see this build as build/, installed packages
# included, which needs compilers that don't sanitize.
function(ag_add_doc_test name)
  if(NOT AG_SANITIZE)
    list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/)
    ag_add_test(Docs.${name} full
      COMMAND ${AG_PYTHON} ${PROJECT_SOURCE_DIR}/test/Meta/run_doc.py ${PROJECT_BINARY_DIR}
        ${CMAKE_CURRENT_BINARY_DIR}/${name} ${ARGN})
  endif()
endfunction()

# ag_add_tests_target(): the target "tests", all programs and plugins that tests of this folder and those below run.
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
