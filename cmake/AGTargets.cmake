# Functions that declare the targets of ag. Each folder of lib/ is one library, which links the shared MLIR and LLVM.
include(GNUInstallDirs)

add_library(ag_options INTERFACE)
target_include_directories(ag_options INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
  $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_include_directories(ag_options SYSTEM INTERFACE
  $<BUILD_INTERFACE:${MLIR_INCLUDE_DIRS}> $<BUILD_INTERFACE:${LLVM_INCLUDE_DIRS}>)
target_compile_options(ag_options INTERFACE
  $<BUILD_INTERFACE:-Wall> $<BUILD_INTERFACE:-Wextra> $<BUILD_INTERFACE:-Werror>
  $<BUILD_INTERFACE:-fno-strict-aliasing>
  $<BUILD_INTERFACE:$<$<COMPILE_LANGUAGE:CXX>:-Wno-unused-parameter>>)
if(AG_SANITIZE)
  target_compile_options(ag_options INTERFACE -fsanitize=${AG_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ag_options INTERFACE -fsanitize=${AG_SANITIZE})
  add_library(ag_sanitizer_options OBJECT ${CMAKE_CURRENT_LIST_DIR}/SanitizerOptions.c)
  target_link_libraries(ag_options INTERFACE $<BUILD_INTERFACE:$<TARGET_OBJECTS:ag_sanitizer_options>>)
endif()
install(TARGETS ag_options EXPORT AGTargets)

# ag_make_batches(RESULT SOURCES...): sets RESULT to batches, sources that each include up to about twenty of SOURCES.
# Parsing the headers of MLIR takes four fifths of the time, and is done once for a batch. A batch has files of one
# folder, so that a new file changes its folder's batches only; folders of fewer than ten files share batches. The hash
# of a file's name selects its batch. A batch takes up to 45 seconds and 1.2 GB on a slow machine.
#
# Batches are like CMake's unity builds, but have relative paths, so that checkouts share the compiler's cache. Without
# AG_UNITY, RESULT is SOURCES.
function(ag_make_batches result)
  if(NOT AG_UNITY)
    set(${result} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(folders)
  foreach(source ${ARGN})
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE path)
    cmake_path(GET path PARENT_PATH folder)
    list(APPEND folders "Batch-${folder}")
    list(APPEND files_of_Batch-${folder} ${path})
  endforeach()
  list(REMOVE_DUPLICATES folders)
  set(small)
  set(batches)
  foreach(folder ${folders})
    list(LENGTH files_of_${folder} count)
    if(count LESS 10)
      list(APPEND small ${files_of_${folder}})
    else()
      ag_divide_folder(made ${folder} ${files_of_${folder}})
      list(APPEND batches ${made})
    endif()
  endforeach()
  if(small)
    ag_divide_folder(made Batch-small ${small})
    list(APPEND batches ${made})
  endif()
  set(${result} ${batches} PARENT_SCOPE)
endfunction()

# ag_divide_folder(RESULT NAME PATHS...): sets RESULT to batches of about twenty of these files each.
function(ag_divide_folder result name)
  string(MAKE_C_IDENTIFIER ${name} name)
  string(REGEX REPLACE "_$" "" name ${name})
  list(LENGTH ARGN files)
  math(EXPR count "(${files} + 19) / 20")
  foreach(path ${ARGN})
    cmake_path(GET path FILENAME file)
    string(MD5 hash ${file})
    string(SUBSTRING ${hash} 0 6 hash)
    math(EXPR number "0x${hash} % ${count}")
    string(APPEND text_of_${number} "#include \"${path}\"\n")
    list(APPEND numbers ${number})
  endforeach()
  list(REMOVE_DUPLICATES numbers)
  set(batches)
  foreach(number ${numbers})
    set(batch ${CMAKE_CURRENT_BINARY_DIR}/${name}_${number}.cpp)
    get_property(made GLOBAL PROPERTY AG_BATCHES)
    if(batch IN_LIST made)
      message(FATAL_ERROR "${batch} is a batch of two targets; expected these in folders of their own")
    endif()
    set_property(GLOBAL APPEND PROPERTY AG_BATCHES ${batch})
    file(CONFIGURE OUTPUT ${batch} CONTENT "${text_of_${number}}" @ONLY)
    list(APPEND batches ${batch})
  endforeach()
  set(${result} ${batches} PARENT_SCOPE)
endfunction()

# ag_add_library(NAME SOURCES... [ALONE] DEPENDS tablegen-targets... LINK libraries...)
# Adds a library to AG::AG, the one target that embedders link. Its sources are SOURCES, or else those of its folder and
# the folders below. Its folder is on the include path. With ALONE, its sources are not batched.
function(ag_add_library name)
  cmake_parse_arguments(ARG "ALONE" "" "DEPENDS;LINK" ${ARGN})
  set(sources ${ARG_UNPARSED_ARGUMENTS})
  if(NOT sources)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  endif()
  if(NOT ARG_ALONE)
    ag_make_batches(sources ${sources})
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ag_options ${ARG_LINK} MLIR LLVM)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  set_property(GLOBAL APPEND PROPERTY AG_LIBRARIES ${name})
  install(TARGETS ${name} EXPORT AGTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endfunction()

# ag_add_tool(NAME SOURCES... LINK libraries...): adds an executable in bin/. The installed tool still finds MLIR and
# LLVM, which are in a folder of their own. Its symbols of ag take precedence over the copies in plugins
# (lib/Driver/Plugins.h).
function(ag_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ag_options ${ARG_LINK} MLIR LLVM)
  set_target_properties(${name} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON ENABLE_EXPORTS ON)
  install(TARGETS ${name} EXPORT AGTargets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# Builds all generated headers that sources include. scripts/tidy.py needs only these of a build.
add_custom_target(generated-headers)

# ag_tablegen(FILE.td TARGET -gen-option output ...): runs mlir-tblgen once for each pair of option and output.
function(ag_tablegen source target)
  set(LLVM_TARGET_DEFINITIONS ${source})
  set(pairs ${ARGN})
  while(pairs)
    list(POP_FRONT pairs generator output)
    separate_arguments(generator)
    mlir_tablegen(${output} ${generator} EXTRA_INCLUDES ${PROJECT_SOURCE_DIR}/include ${MLIR_INCLUDE_DIRS})
  endwhile()
  add_public_tablegen_target(${target})
  add_dependencies(generated-headers ${target})
endfunction()
