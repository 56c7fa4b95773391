// RUN: ag-opt --ag-plain-locations --mlir-print-debuginfo --mlir-print-local-scope %s | FileCheck %s

// CHECK: llvm.call @f() {{.*}}loc("-":0:0)
// CHECK: llvm.call @f() {{.*}}loc("a":3:4)
// CHECK: llvm.call @f() {{.*}}loc("b":1:2)
// CHECK: arith.constant 0 {{.*}}loc(unknown)
llvm.func @f()
func.func @calls() -> index {
  llvm.call @f() : () -> () loc(unknown)
  llvm.call @f() : () -> () loc(callsite("a":3:4 at "b":5:6))
  llvm.call @f() : () -> () loc(fused["inner"("b":1:2), "c":7:8])
  %0 = arith.constant 0 : index loc(unknown)
  return %0 : index
}
