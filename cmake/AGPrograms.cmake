# ag_add_program(TARGET SOURCE program.mlir [WEIGHTS model.safetensors [EMBED_WEIGHTS]] [THREADS n] [OPTIONS option...])
#
# Compiles a program by ag-compile to a static library TARGET. Targets that link it can include TARGET.h, whose
# functions begin with TARGET_. OPTIONS are further options of ag-compile, such as --march=native or --dim batch=4.
#
# Weights are prepared for the program. The target's property AG_WEIGHTS names their file, which TARGET_load takes. With
# EMBED_WEIGHTS, the library contains them, and TARGET_load takes NULL.
function(ag_add_program target)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "EMBED_WEIGHTS" "SOURCE;WEIGHTS;THREADS" "OPTIONS")
  if(NOT ARG_SOURCE OR ARG_UNPARSED_ARGUMENTS OR (ARG_EMBED_WEIGHTS AND NOT ARG_WEIGHTS))
    message(FATAL_ERROR "ag_add_program(${ARGV}): expected TARGET SOURCE program.mlir "
      "[WEIGHTS model.safetensors [EMBED_WEIGHTS]] [THREADS n] [OPTIONS option...]")
  endif()
  cmake_path(ABSOLUTE_PATH ARG_SOURCE)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}.program)
  set(object ${folder}/${target}.o)
  set(made ${object} ${folder}/${target}.h)
  set(libraries m)
  if(ARG_THREADS)
    list(APPEND ARG_OPTIONS --threads=${ARG_THREADS})
    if(ARG_THREADS GREATER 1)
      list(PREPEND libraries omp)
    endif()
  endif()
  if(ARG_WEIGHTS)
    cmake_path(ABSOLUTE_PATH ARG_WEIGHTS)
    list(APPEND ARG_OPTIONS --weights=${ARG_WEIGHTS})
    if(ARG_EMBED_WEIGHTS)
      list(APPEND ARG_OPTIONS --embed-weights)
    else()
      list(APPEND made ${folder}/${target}.weights)
    endif()
  endif()
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${made}
    COMMAND AG::ag-compile ${ARG_SOURCE} -o ${object} ${ARG_OPTIONS}
    DEPENDS ${ARG_SOURCE} ${ARG_WEIGHTS} $<TARGET_FILE:AG::ag-compile>
    COMMENT "Compiling ${target} by ag"
    VERBATIM)
  add_library(${target} STATIC ${made})
  target_include_directories(${target} INTERFACE ${folder})
  target_link_libraries(${target} INTERFACE ${libraries})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
  if(ARG_WEIGHTS AND NOT ARG_EMBED_WEIGHTS)
    set_target_properties(${target} PROPERTIES AG_WEIGHTS ${folder}/${target}.weights)
  endif()
endfunction()
