// A loop yields two tensors from two switches, which have too many cases to
// compare their buffers one by one. Some cases write to one tensor, some to the
// other, and some exchange them.
// RUN: ag-run %s --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --on=cpu --input=randn:1 --poison-memory --threads=2 --same-as=%s
func.func @cases(%a: tensor<8xf32>, %b: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c40 = arith.constant 40 : index
  %c8 = arith.constant 8 : index
  %cn = arith.constant 12 : index
  %r:2 = scf.for %i = %c0 to %c40 step %c1 iter_args(%x = %a, %y = %b) -> (tensor<8xf32>, tensor<8xf32>) {
    %j = arith.remui %i, %c8 : index
    %k = arith.remui %i, %cn : index
    %e0 = tensor.extract %x[%j] : tensor<8xf32>
    %s0:2 = scf.index_switch %k -> tensor<8xf32>, tensor<8xf32>
    case 0 {
      %f = math.sin %e0 : f32
      %w = tensor.insert %f into %y[%j] : tensor<8xf32>
      scf.yield %w, %x : tensor<8xf32>, tensor<8xf32>
    }
    case 1 {
      scf.yield %y, %x : tensor<8xf32>, tensor<8xf32>
    }
    case 2 {
      %f = math.tanh %e0 : f32
      %w = tensor.insert %f into %x[%j] : tensor<8xf32>
      scf.yield %y, %w : tensor<8xf32>, tensor<8xf32>
    }
    case 3 {
      %f = math.exp %e0 : f32
      %w = tensor.insert %f into %y[%j] : tensor<8xf32>
      scf.yield %w, %x : tensor<8xf32>, tensor<8xf32>
    }
    case 4 {
      %f = math.erf %e0 : f32
      %w = tensor.insert %f into %x[%j] : tensor<8xf32>
      scf.yield %y, %w : tensor<8xf32>, tensor<8xf32>
    }
    case 5 {
      scf.yield %y, %x : tensor<8xf32>, tensor<8xf32>
    }
    case 6 {
      %f = math.sin %e0 : f32
      %w = tensor.insert %f into %y[%j] : tensor<8xf32>
      scf.yield %w, %x : tensor<8xf32>, tensor<8xf32>
    }
    case 7 {
      %f = math.cos %e0 : f32
      %w = tensor.insert %f into %x[%j] : tensor<8xf32>
      scf.yield %y, %w : tensor<8xf32>, tensor<8xf32>
    }
    case 8 {
      %f = math.tanh %e0 : f32
      %w = tensor.insert %f into %x[%j] : tensor<8xf32>
      scf.yield %y, %w : tensor<8xf32>, tensor<8xf32>
    }
    case 9 {
      scf.yield %y, %x : tensor<8xf32>, tensor<8xf32>
    }
    case 10 {
      %f = math.erf %e0 : f32
      %w = tensor.insert %f into %x[%j] : tensor<8xf32>
      scf.yield %y, %w : tensor<8xf32>, tensor<8xf32>
    }
    default {
      %f = math.atan %e0 : f32
      %w = tensor.insert %f into %x[%j] : tensor<8xf32>
      scf.yield %y, %w : tensor<8xf32>, tensor<8xf32>
    }
    %e1 = tensor.extract %s0#0[%j] : tensor<8xf32>
    %s1:2 = scf.index_switch %k -> tensor<8xf32>, tensor<8xf32>
    case 0 {
      %f = math.cos %e1 : f32
      %w = tensor.insert %f into %s0#0[%j] : tensor<8xf32>
      scf.yield %w, %s0#1 : tensor<8xf32>, tensor<8xf32>
    }
    case 1 {
      scf.yield %s0#1, %s0#0 : tensor<8xf32>, tensor<8xf32>
    }
    case 2 {
      %f = math.exp %e1 : f32
      %w = tensor.insert %f into %s0#1[%j] : tensor<8xf32>
      scf.yield %s0#0, %w : tensor<8xf32>, tensor<8xf32>
    }
    case 3 {
      %f = math.erf %e1 : f32
      %w = tensor.insert %f into %s0#0[%j] : tensor<8xf32>
      scf.yield %w, %s0#1 : tensor<8xf32>, tensor<8xf32>
    }
    case 4 {
      %f = math.atan %e1 : f32
      %w = tensor.insert %f into %s0#0[%j] : tensor<8xf32>
      scf.yield %s0#1, %w : tensor<8xf32>, tensor<8xf32>
    }
    case 5 {
      scf.yield %s0#1, %s0#0 : tensor<8xf32>, tensor<8xf32>
    }
    case 6 {
      %f = math.cos %e1 : f32
      %w = tensor.insert %f into %s0#0[%j] : tensor<8xf32>
      scf.yield %w, %s0#1 : tensor<8xf32>, tensor<8xf32>
    }
    case 7 {
      %f = math.tanh %e1 : f32
      %w = tensor.insert %f into %s0#0[%j] : tensor<8xf32>
      scf.yield %s0#1, %w : tensor<8xf32>, tensor<8xf32>
    }
    case 8 {
      %f = math.exp %e1 : f32
      %w = tensor.insert %f into %s0#1[%j] : tensor<8xf32>
      scf.yield %s0#0, %w : tensor<8xf32>, tensor<8xf32>
    }
    case 9 {
      scf.yield %s0#1, %s0#0 : tensor<8xf32>, tensor<8xf32>
    }
    case 10 {
      %f = math.atan %e1 : f32
      %w = tensor.insert %f into %s0#0[%j] : tensor<8xf32>
      scf.yield %s0#1, %w : tensor<8xf32>, tensor<8xf32>
    }
    default {
      %f = math.sin %e1 : f32
      %w = tensor.insert %f into %s0#1[%j] : tensor<8xf32>
      scf.yield %s0#0, %w : tensor<8xf32>, tensor<8xf32>
    }
    scf.yield %s1#0, %s1#1 : tensor<8xf32>, tensor<8xf32>
  }
  return %r#0, %r#1 : tensor<8xf32>, tensor<8xf32>
}
