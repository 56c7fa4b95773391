// RUN: ag-opt --ag-yield-in-place %s -split-input-file -verify-diagnostics=only-expected

func.func @grows(%x: tensor<?xf32>, %v: f32, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf32>) {
    %y = tensor.pad %a low[0] high[1] {
    ^bb0(%k: index):
      tensor.yield %v : f32
    } : tensor<?xf32> to tensor<?xf32>
    // expected-error@+1 {{dimension 0 of a 'tensor<?xf32>' that this loop carries changes its size; expected every iteration to keep it}}
    scf.yield %y : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// -----

func.func @unknown_size(%x: tensor<4xf32>, %go: i1, %n: tensor<index>) -> tensor<?xf32> {
  // expected-error@+1 {{dimension 0 of a 'tensor<?xf32>' that the condition forwards follows neither from the loop's operands nor from values before the loop; expected a size that is known there}}
  %r = scf.while (%a = %x) : (tensor<4xf32>) -> tensor<?xf32> {
    %k = tensor.extract %n[] : tensor<index>
    %y = tensor.extract_slice %a[0] [%k] [1] : tensor<4xf32> to tensor<?xf32>
    scf.condition(%go) %y : tensor<?xf32>
  } do {
  ^bb0(%j: tensor<?xf32>):
    scf.yield %x : tensor<4xf32>
  }
  return %r : tensor<?xf32>
}
