// The texts that ag-compile writes are complete programs that end with the
// runtime. Assembled or compiled by other tools, they do what ag's object does.
// RUN: mkdir -p %t && ag-compile %S/alias.mlir -o %t/alias.o
// RUN: cc -std=c11 -D_DEFAULT_SOURCE -I %t -c %S/Inputs/alias.c -o %t/main.o

// RUN: ag-compile %S/alias.mlir -o %t/alias.s && FileCheck %s --input-file=%t/alias.s
// RUN: clang %t/main.o %t/alias.s -lm -o %t/assembled && %t/assembled | FileCheck %S/alias.mlir
// CHECK: {{^}}alias_run:
// CHECK: {{^}}ag_rt_run:

// RUN: ag-compile %S/alias.mlir -o %t/alias.ll && FileCheck %s --check-prefix=LLVM --input-file=%t/alias.ll
// RUN: clang -fPIC %t/main.o %t/alias.ll -lm -o %t/compiled && %t/compiled | FileCheck %S/alias.mlir
// LLVM: define {{.*}}@alias_run(
// LLVM: declare {{.*}}@ag_rt_run(
// LLVM: module asm "ag_rt_run:"

// The object has no other global symbols.
// RUN: nm -g --defined-only -j %t/alias.o | FileCheck %s --check-prefix=GLOBAL
// GLOBAL: alias_info
// GLOBAL-NEXT: alias_load
// GLOBAL-NEXT: alias_load_tensors
// GLOBAL-NEXT: alias_query
// GLOBAL-NEXT: alias_run
// GLOBAL-NEXT: alias_unload
// GLOBAL-NOT: {{.}}
