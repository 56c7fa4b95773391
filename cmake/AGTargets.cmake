# How every target of ag is declared: one library a folder of lib/, each linked to the shared MLIR and LLVM.
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
endif()
install(TARGETS ag_options EXPORT AGTargets)

# ag_group_sources(SOURCES...): divides the sources of this folder into the batches of a unity build, whose files are
# compiled as one. A batch is of one folder, so that a new file changes its folder's batches alone; folders of fewer than
# ten files share one. A folder of more than twenty files has several batches, chosen by the hash of a file's name. Batches
# take up to 45 seconds and 1.2 GB on a slow machine.
function(ag_group_sources)
  set(folders)
  foreach(source ${ARGN})
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE path)
    cmake_path(GET path PARENT_PATH folder)
    list(APPEND folders "/${folder}")
    list(APPEND files_of_/${folder} ${source})
  endforeach()
  list(REMOVE_DUPLICATES folders)
  set(small)
  foreach(folder ${folders})
    list(LENGTH files_of_${folder} count)
    if(count LESS 10)
      list(APPEND small ${files_of_${folder}})
    else()
      ag_group_batches(${folder} ${files_of_${folder}})
    endif()
  endforeach()
  if(small)
    ag_group_batches(/small ${small})
  endif()
endfunction()

# ag_group_batches(NAME SOURCES...): makes these sources one batch, or several of at most about twenty.
function(ag_group_batches name)
  string(REGEX REPLACE "\\W+" "-" name "Batch${name}")
  list(LENGTH ARGN count)
  math(EXPR batches "(${count} + 19) / 20")
  foreach(source ${ARGN})
    cmake_path(GET source FILENAME file)
    string(MD5 hash ${file})
    string(SUBSTRING ${hash} 0 6 hash)
    math(EXPR batch "0x${hash} % ${batches}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${name}-${batch})
  endforeach()
endfunction()

# ag_add_library(NAME SOURCES... DEPENDS tablegen-targets... LINK libraries...)
# The library joins AG::AG, the one target that embedders link. It is of the sources given, or else of those of its folder
# and the folders below, whose headers are included from there.
function(ag_add_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  set(sources ${ARG_UNPARSED_ARGUMENTS})
  if(NOT sources)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  endif()
  add_library(${name} STATIC ${sources})
  if(AG_UNITY)
    ag_group_sources(${sources})
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  endif()
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ag_options ${ARG_LINK} MLIR LLVM)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  set_property(GLOBAL APPEND PROPERTY AG_LIBRARIES ${name})
  install(TARGETS ${name} EXPORT AGTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endfunction()

# ag_add_tool(NAME SOURCES... LINK libraries...): an executable in bin/. Installed it still finds MLIR and LLVM, which lie
# in a folder of their own.
function(ag_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ag_options ${ARG_LINK} MLIR LLVM)
  set_target_properties(${name} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  install(TARGETS ${name} EXPORT AGTargets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# All that sources include and a build writes first; scripts/tidy.py needs no more of a build.
add_custom_target(generated-headers)

# ag_tablegen(FILE.td TARGET -gen-option output ...): runs mlir-tblgen once per pair, the outputs beside the header's place.
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
