// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice Something that is held in atoms: an ERC-20 token (`id` 0), or one id of an ERC-6909 token (any other `id`).
/// Ids of claims and of pool shares are hashes, so 0 is free to say ERC-20.
struct Asset {
    address token;
    uint256 id;
}

/// @title Moves assets of both standards, and takes in exactly what was asked or nothing
library Assets {
    using SafeERC20 for IERC20;

    error ReceivedDiffers(address token, uint256 id, uint256 expected, uint256 received);
    error TransferRefused(address token, uint256 id, uint256 amount);

    /// @dev Takes `amount` from `from`. Measures what came in, so a token that charges for transfers is refused.
    function pull(address token, uint256 id, address from, uint256 amount) internal {
        uint256 held = balance(token, id);
        if (id == 0) {
            IERC20(token).safeTransferFrom(from, address(this), amount);
        } else if (!IERC6909(token).transferFrom(from, address(this), id, amount)) {
            revert TransferRefused(token, id, amount);
        }
        uint256 received = balance(token, id) - held;
        if (received != amount) revert ReceivedDiffers(token, id, amount, received);
    }

    /// @dev Sends `amount` to `to`.
    function push(address token, uint256 id, address to, uint256 amount) internal {
        if (id == 0) {
            IERC20(token).safeTransfer(to, amount);
        } else if (!IERC6909(token).transfer(to, id, amount)) {
            revert TransferRefused(token, id, amount);
        }
    }

    /// @dev What this contract holds of the asset, in atoms.
    function balance(address token, uint256 id) internal view returns (uint256) {
        return id == 0 ? IERC20(token).balanceOf(address(this)) : IERC6909(token).balanceOf(address(this), id);
    }
}
