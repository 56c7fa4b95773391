// RUN: not ag-run %s --verify-grad '--grad=square;sine;scale' > %t.txt 2>&1
// RUN: FileCheck %s < %t.txt
// RUN: grep -m 1 reproducer: %t.txt | cut -d" " -f3 | xargs cat | FileCheck %s --check-prefix=ALONE

// A region's wrong rule is found in its loop, and the reproducer has it alone.

// CHECK: verify-grad-rules-errors.mlir:[[#@LINE+15]]:10: error: the derivative of this 'ag.region' is wrong: the gradient of argument 0
// ALONE: func.func private @square_rule
// ALONE: func.func @main(%arg0: tensor<3xf64>) -> tensor<3xf64>
// ALONE-NEXT: ag.region "square"
// ALONE-NOT: scf.for
func.func private @square_rule(%x: tensor<3xf64>, %y: tensor<3xf64>, %dy: tensor<3xf64>) -> tensor<3xf64> {
  %0 = ag.mul %x, %dy : tensor<3xf64>
  return %0 : tensor<3xf64>
}
func.func @square(%x: tensor<3xf64>) -> tensor<3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %r = scf.for %i = %c0 to %c2 step %c1 iter_args(%t = %x) -> tensor<3xf64> {
    %0 = ag.sin %t : tensor<3xf64>
    %1 = ag.region "square" (%a = %0 : tensor<3xf64>) -> (tensor<3xf64>) attributes {vjp = @square_rule} {
      %2 = ag.mul %a, %a : tensor<3xf64>
      ag.yield %2 : tensor<3xf64>
    }
    %3 = ag.mul %1, %t : tensor<3xf64>
    scf.yield %3 : tensor<3xf64>
  }
  return %r : tensor<3xf64>
}

// The region is in a branch and in a region without a rule. Its rule is right
// in the first iteration.
// CHECK: verify-grad-rules-errors.mlir:[[#@LINE+20]]:12: error: the derivative of this 'ag.region' is wrong
func.func private @sine_rule(%x: tensor<3xf64>, %k: index, %y: tensor<3xf64>, %dy: tensor<3xf64>) -> tensor<3xf64> {
  %c0 = arith.constant 0 : index
  %isFirst = arith.cmpi eq, %k, %c0 : index
  %0 = ag.cos %x : tensor<3xf64>
  %1 = scf.if %isFirst -> tensor<3xf64> {
    scf.yield %0 : tensor<3xf64>
  } else {
    scf.yield %x : tensor<3xf64>
  }
  %2 = ag.mul %1, %dy : tensor<3xf64>
  return %2 : tensor<3xf64>
}
func.func @sine(%x: tensor<3xf64>) -> tensor<3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %r = scf.for %i = %c0 to %c2 step %c1 iter_args(%t = %x) -> tensor<3xf64> {
    %0 = ag.region "outer" (%a = %t : tensor<3xf64>, %j = %i : index) -> (tensor<3xf64>) {
      %1 = ag.exp %a : tensor<3xf64>
      %2 = ag.region "sine" (%b = %1 : tensor<3xf64>, %k = %j : index) -> (tensor<3xf64>) attributes {vjp = @sine_rule} {
        %3 = ag.sin %b : tensor<3xf64>
        ag.yield %3 : tensor<3xf64>
      }
      ag.yield %2 : tensor<3xf64>
    }
    scf.yield %0 : tensor<3xf64>
  }
  return %r : tensor<3xf64>
}

// The cotangent of one of two inputs is scaled.
// CHECK: verify-grad-rules-errors.mlir:[[#@LINE+7]]:8: error: the derivative of this 'ag.region' is wrong: the gradient of argument 1
func.func private @scale_rule(%x: tensor<3xf64>, %s: tensor<3xf64>, %y: tensor<3xf64>, %dy: tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>) {
  %0 = ag.mul %s, %dy : tensor<3xf64>
  %1 = ag.mul %y, %dy : tensor<3xf64>
  return %0, %1 : tensor<3xf64>, tensor<3xf64>
}
func.func @scale(%x: tensor<3xf64>, %s: tensor<3xf64>) -> tensor<3xf64> {
  %y = ag.region "scale" (%a = %x : tensor<3xf64>, %b = %s : tensor<3xf64>) -> (tensor<3xf64>) attributes {vjp = @scale_rule} {
    %0 = ag.mul %a, %b : tensor<3xf64>
    ag.yield %0 : tensor<3xf64>
  }
  return %y : tensor<3xf64>
}
