// RUN: ag-opt --ag-require-to-llvm %s | FileCheck %s

// CHECK: llvm.func @ag_rt_fail(!llvm.ptr, !llvm.ptr, ...) -> i32
// CHECK: llvm.mlir.global internal constant @[[MESSAGE:.*]]("100%%: index %llu is not below %lld, at require-to-llvm.mlir:[[#@LINE+12]]:3\00")
// CHECK: func.func @ag.f(%arg0: index, %arg1: index, %arg2: !llvm.ptr) -> i32 {
// CHECK: cf.cond_br %{{.*}}, ^[[NEXT:.*]], ^[[FAIL:bb[0-9]+]]
// CHECK: ^[[FAIL]]:
// CHECK: llvm.mlir.addressof @[[MESSAGE]]
// CHECK: %[[STATUS:.*]] = llvm.call @ag_rt_fail(%arg2,
// CHECK: return %[[STATUS]] : i32
// CHECK: ^[[NEXT]]:
// CHECK: %[[GOOD:.*]] = arith.constant 0 : i32
// CHECK: return %[[GOOD]] : i32
func.func @f(%i: index, %n: index) {
  %0 = arith.cmpi ult, %i, %n : index
  ag.require %0, "100%: index {0u} is not below {1}" (%i, %n)
  return
}

// All names get the prefix, even one that has the prefix already.
// CHECK: func.func private @ag.g(
// CHECK: func.func private @ag.ag.g(
// CHECK: call @ag.g(
func.func private @g() {
  return
}
func.func private @ag.g() {
  call @g() : () -> ()
  return
}
